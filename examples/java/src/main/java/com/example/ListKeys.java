package com.example;

import software.amazon.awssdk.services.s3.S3Client;

/** Lists the first keys under a prefix: {@code mvn -q compile exec:java -Dexec.args="BUCKET PREFIX"}. */
public final class ListKeys {
    private static final int KEYS_SHOWN = 50;

    private ListKeys() {
    }

    public static void main(String[] args) {
        String bucket = args.length > 0 ? args[0] : "amzn-s3-demo-bucket";
        String prefix = args.length > 1 ? args[1] : "home/alice/";
        // Without credentials of its own the client asks the default chain, which asks the broker and renews what it got.
        try (S3Client s3 = S3Client.create()) {
            s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix).maxKeys(KEYS_SHOWN))
                .contents()
                .stream()
                .limit(KEYS_SHOWN)
                .forEach(object -> System.out.println(object.key() + " => " + object.eTag()));
        }
    }
}
