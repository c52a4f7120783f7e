using Mesh.Domain.Errors;
using Mesh.Storage.Blobs;
using Mesh.Storage.Files;
using Mesh.Storage.Locations;
using Mesh.Storage.Retries;

namespace Mesh.Storage;

/// <summary>Opens the store at a location.</summary>
public static class ObjectStores
{
    /// <summary>
    /// The store at the location, retrying. Nothing is read, written or checked yet. Throws
    /// <c>bad-credentials</c> when the environment gives none that fit.
    /// </summary>
    public static IObjectStore Open(
        RepositoryLocation location, TimeProvider time, ObjectStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(time);
        options ??= new ObjectStoreOptions();
        IObjectStore store = location switch
        {
            FolderLocation folder when OperatingSystem.IsLinux() => new FileObjectStore(folder.Path),
            AzureLocation azure =>
                new AzureBlobObjectStore(azure, AzureCredentials.FromEnvironment(options.Environment)),
            _ => throw new MeshException("not-supported", location.ToString()!,
                "repositories in folders need Linux", "use azure:container:/prefix", ExitCode.BadInput),
        };

        // Jitter need only differ between processes.
        var jitter = new Random(HashCode.Combine(Environment.ProcessId, time.GetTimestamp()));
        return new RetryingObjectStore(store, options.Retry, time, jitter);
    }

    /// <summary>The store at a location in restic's notation.</summary>
    public static IObjectStore Open(string location, TimeProvider time, ObjectStoreOptions? options = null) =>
        Open(RepositoryLocation.Parse(location), time, options);
}
