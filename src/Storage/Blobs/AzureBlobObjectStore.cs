using System.Buffers;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Mesh.Storage.Errors;
using Mesh.Storage.Locations;

namespace Mesh.Storage.Blobs;

/// <summary>
/// A store in a container of Azure Blob Storage: one block blob an object, named as restic's azure backend
/// names it, written by a single request (so atomic), <c>If-None-Match: *</c> for
/// <see cref="PutCondition.IfAbsent"/>. It repeats nothing: wrap it in
/// <see cref="Retries.RetryingObjectStore"/>.
/// </summary>
public sealed class AzureBlobObjectStore : IObjectStore
{
    // What one request may carry; larger objects would need several requests.
    private const long LargestPut = 5000L << 20;

    private readonly BlobContainerClient container;
    private readonly string folder;

    public AzureBlobObjectStore(AzureLocation location, AzureCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(credentials);
        container = credentials.Open(location);
        folder = location.Prefix.Length == 0 ? "" : location.Prefix + "/";
        Location = location.ToString();
    }

    public string Location { get; }

    public async Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        try
        {
            var properties = await Blob(key).GetPropertiesAsync(null, cancellationToken);
            return new ObjectInfo(key, properties.Value.ContentLength);
        }
        catch (RequestFailedException error) when (AzureErrors.IsMissing(error))
        {
            return null;
        }
        catch (Exception error) when (AzureErrors.IsAzureError(error, cancellationToken))
        {
            throw AzureErrors.Translate(error, Location, key);
        }
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        await using var blobs = container
            .GetBlobsAsync(BlobTraits.None, BlobStates.None, folder + prefix, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync())
        {
            var key = blobs.Current.Name[folder.Length..];
            if (ObjectKey.IsValid(key))
            {
                yield return new ObjectInfo(key, blobs.Current.Properties.ContentLength ?? 0);
            }
        }

        async ValueTask<bool> MoveNextAsync()
        {
            try
            {
                return await blobs.MoveNextAsync();
            }
            catch (Exception error)
                when (AzureErrors.IsAzureError(error, cancellationToken) || error is NullReferenceException)
            {
                // The last is how the client fails on a well-formed answer that is no listing.
                throw AzureErrors.Translate(error, Location, "");
            }
        }
    }

    public async Task PutAsync(
        string key,
        ReadOnlySequence<byte> content,
        PutCondition condition,
        CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        if (content.Length > LargestPut)
        {
            throw new ObjectStoreException("object-too-large", $"{Location}: {key}",
                $"the object has {content.Length} bytes, one request carries at most {LargestPut}");
        }

        try
        {
            try
            {
                await UploadAsync();
            }
            catch (RequestFailedException error) when (AzureErrors.IsContainerMissing(error))
            {
                await container.CreateIfNotExistsAsync(PublicAccessType.None, null, null, cancellationToken);
                await UploadAsync();
            }
        }
        catch (Exception error) when (AzureErrors.IsAzureError(error, cancellationToken))
        {
            throw AzureErrors.Translate(error, Location, key);
        }

        async Task UploadAsync()
        {
            await using var stream = new SequenceStream(content, cancellationToken);
            await Blob(key).UploadAsync(stream, new BlobUploadOptions
            {
                Conditions = condition == PutCondition.IfAbsent
                    ? new BlobRequestConditions { IfNoneMatch = ETag.All }
                    : null,
                TransferOptions = new StorageTransferOptions { InitialTransferSize = LargestPut },
            }, cancellationToken);
        }
    }

    public async Task ReadAsync(
        string key, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        try
        {
            if (destination.IsEmpty || !await TryReadAsync())
            {
                await CheckEndAsync();
            }
        }
        catch (Exception error) when (AzureErrors.IsAzureError(error, cancellationToken))
        {
            throw AzureErrors.Translate(error, Location, key);
        }

        // False when the object, at the time, ended too early.
        async Task<bool> TryReadAsync()
        {
            try
            {
                var range = new BlobDownloadOptions { Range = new HttpRange(offset, destination.Length) };
                using var answer = (await Blob(key).DownloadStreamingAsync(range, cancellationToken)).Value;
                if (answer.Details.ContentLength != destination.Length)
                {
                    return false;
                }

                CheckRange(answer.Details.ContentRange);

                await answer.Content.ReadExactlyAsync(destination, cancellationToken);
                return true;
            }
            catch (RequestFailedException error) when (AzureErrors.IsBeyondEnd(error))
            {
                return false;
            }
        }

        void CheckRange(string? range)
        {
            var expected = $"bytes {offset}-{offset + destination.Length - 1}/";
            if (range is null ? offset != 0 : !range.StartsWith(expected, StringComparison.Ordinal))
            {
                throw new IOException($"the answer is of another range than was asked for: {range}");
            }
        }

        async Task CheckEndAsync()
        {
            var end = offset + destination.Length;
            var size = (await Blob(key).GetPropertiesAsync(null, cancellationToken)).Value.ContentLength;
            if (size < end)
            {
                throw new ObjectTruncatedException(Location, key, end, size);
            }

            if (!destination.IsEmpty)
            {
                throw new IOException("the answer does not have the length that was asked for");
            }
        }
    }

    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        try
        {
            return await Blob(key).DeleteIfExistsAsync(DeleteSnapshotsOption.None, null, cancellationToken);
        }
        catch (Exception error) when (AzureErrors.IsAzureError(error, cancellationToken))
        {
            throw AzureErrors.Translate(error, Location, key);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private BlobClient Blob(string key) => container.GetBlobClient(folder + key);
}
