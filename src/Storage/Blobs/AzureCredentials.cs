using Azure;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;
using Mesh.Domain.Errors;
using Mesh.Storage.Locations;

namespace Mesh.Storage.Blobs;

/// <summary>
/// The account and what opens it, from restic's environment variables and
/// <c>AZURE_STORAGE_CONNECTION_STRING</c>; with an account's name alone, the identity of the machine or the
/// signed-in user. A container in another account than the rest, as a voter's at another place, has a
/// connection string of its own: for <c>voter-a</c> it is <c>AZURE_STORAGE_CONNECTION_STRING_VOTER_A</c>.
/// Never printed.
/// </summary>
public sealed class AzureCredentials
{
    private const string Hint =
        "set AZURE_STORAGE_CONNECTION_STRING, or AZURE_ACCOUNT_NAME with _KEY, _SAS or an identity";

    private const string ConnectionVariable = "AZURE_STORAGE_CONNECTION_STRING";

    private readonly Func<string, string?> variable;

    private AzureCredentials(Func<string, string?> variable) => this.variable = variable;

    /// <param name="variable">Gives the value of an environment variable, or null.</param>
    public static AzureCredentials FromEnvironment(Func<string, string?> variable) => new(variable);

    internal BlobContainerClient Open(AzureLocation location)
    {
        try
        {
            return OpenService().GetBlobContainerClient(location.Container);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            // The inner exception may quote the secret.
            throw Bad(location, "the account's name, key or connection string is malformed");
        }

        BlobServiceClient OpenService()
        {
            if ((Value(OwnVariable(location.Container)) ?? Value(ConnectionVariable)) is { } connection)
            {
                return new BlobServiceClient(connection, Options());
            }

            var account = Value("AZURE_ACCOUNT_NAME") ?? throw Bad(location, "no Azure account is given");
            var suffix = Value("AZURE_ENDPOINT_SUFFIX") ?? "core.windows.net";
            var endpoint = new Uri($"https://{account}.blob.{suffix}");
            if (endpoint.Host != $"{account}.blob.{suffix}")
            {
                throw new FormatException();
            }

            return Value("AZURE_ACCOUNT_KEY") is { } key
                ? new BlobServiceClient(endpoint, new StorageSharedKeyCredential(account, key), Options())
                : Value("AZURE_ACCOUNT_SAS")?.TrimStart('?') is { } signature
                    ? new BlobServiceClient(endpoint, new AzureSasCredential(signature), Options())
                    : new BlobServiceClient(endpoint, new DefaultAzureCredential(), Options());
        }
    }

    private static string OwnVariable(string container) =>
        $"{ConnectionVariable}_{container.Replace('-', '_').ToUpperInvariant()}";

    /// <summary>Repeating and timing out are the work of <see cref="Retries.RetryingObjectStore"/>.</summary>
    private static BlobClientOptions Options() => new()
    {
        Retry = { MaxRetries = 0, NetworkTimeout = Timeout.InfiniteTimeSpan },
        Diagnostics = { IsTelemetryEnabled = false, IsLoggingEnabled = false },
    };

    private static MeshException Bad(AzureLocation location, string cause) =>
        new("bad-credentials", location.ToString(), cause, Hint, ExitCode.BadInput);

    private string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;
}
