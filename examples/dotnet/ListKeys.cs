// dotnet run --project examples/dotnet -- [BUCKET [PREFIX]]

using Amazon.S3;
using Amazon.S3.Model;

const int KeysShown = 50;

var request = new ListObjectsV2Request
{
    BucketName = args.ElementAtOrDefault(0) ?? "amzn-s3-demo-bucket",
    Prefix = args.ElementAtOrDefault(1) ?? "home/alice/",
    MaxKeys = KeysShown,
};

// Without credentials of its own the client asks the default chain, which asks the broker and renews what it got.
using var s3 = new AmazonS3Client();
var shown = 0;
await foreach (var s3Object in s3.Paginators.ListObjectsV2(request).S3Objects)
{
    Console.WriteLine($"{s3Object.Key} => {s3Object.ETag}");
    if (++shown == KeysShown)
    {
        break;
    }
}
