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
        // The client has no credentials of its own, so its default credential chain asks the broker and renews them.
        try (S3Client s3 = S3Client.create()) {
            s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix).maxKeys(KEYS_SHOWN))
                .contents()
                .stream()
                .limit(KEYS_SHOWN)
                .forEach(object -> System.out.println(object.key() + " => " + object.eTag()));
        }
    }
}
