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

// The client has no credentials of its own, so its default credential chain asks the broker and renews them.
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
