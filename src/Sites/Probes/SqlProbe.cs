using Mesh.Domain.Errors;
using Mesh.Domain.Systems;
using Mesh.Sites.Databases;
using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sites.Probes;

/// <summary>
/// Good when a database answers a query and takes writes: a fenced one answers as well, and is no production.
/// </summary>
internal sealed class SqlProbe(string check, DatabaseConnection database, ResolveSecret resolve) : IProbe
{
    private static readonly string[] Open = ["0", "OFF"];

    // What this place has wrong, and not the database: a failover would not mend it.
    private static readonly string[] Ours = ["mariadb-access-denied", "mariadb-tls"];

    public string Check => check;

    public async Task<ProbeLook> LookAsync(CancellationToken cancellationToken)
    {
        string password;
        try
        {
            password = database.Password is { } reference
                ? await resolve(reference, cancellationToken)
                : "";
        }
        catch (MeshException error)
        {
            return new ProbeLook(null, error.Message);
        }

        try
        {
            await using var session = await MariaDbSession.OpenAsync(
                MariaDbEngine.AddressOf(new DatabaseLogin(database, password)), cancellationToken);
            var readOnly = await session.ScalarAsync(
                "SELECT @@global.read_only", "asking whether it takes writes", cancellationToken);
            return Open.Contains(readOnly)
                ? new ProbeLook(true, "answers and takes writes")
                : new ProbeLook(false, "answers, and takes no writes (read_only)");
        }
        catch (MeshException error)
        {
            return new ProbeLook(Ours.Contains(error.Code) ? null : false, error.Cause);
        }
    }

    public void Dispose()
    {
        // Nothing is held between two looks.
    }
}
