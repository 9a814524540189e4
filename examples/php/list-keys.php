<?php

// composer install && php list-keys.php [BUCKET [PREFIX]]

declare(strict_types=1);

require __DIR__ . '/vendor/autoload.php';

use Aws\S3\S3Client;

const KEYS_SHOWN = 50;

$bucket = $argv[1] ?? 'amzn-s3-demo-bucket';
$prefix = $argv[2] ?? 'home/alice/';

// The client has no credentials of its own, so its default credential chain asks the broker and renews them.
$s3 = new S3Client([]);
$pages = $s3->getPaginator('ListObjectsV2', [
    'Bucket' => $bucket,
    'Prefix' => $prefix,
    'MaxKeys' => KEYS_SHOWN,
]);
$shown = 0;
foreach ($pages->search('Contents[]') as $object) {
    echo "{$object['Key']} => {$object['ETag']}\n";
    if (++$shown === KEYS_SHOWN) {
        break;
    }
}
