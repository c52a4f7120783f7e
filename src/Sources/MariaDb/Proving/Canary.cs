using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Proving;

/// <summary>A write that shows that a restored server can be production.</summary>
internal sealed class Canary(RandomNumberGenerator random)
{
    /// <summary>Opens the server for writes, commits one in a database of its own, and reads it back by
    /// another session.</summary>
    /// <exception cref="MeshException"><c>mariadb-failed</c>: it takes no write, or gives back another
    /// value.</exception>
    public async Task SingAsync(MariaDbAddress address, CancellationToken cancellationToken)
    {
        var (name, song) = ($"mesh_canary_{Hex()}", Hex());
        await using (var session = await MariaDbSession.OpenAsync(address, cancellationToken))
        {
            await session.ExecuteAsync(
                $"""
                SET GLOBAL read_only=OFF;
                CREATE DATABASE {name};
                CREATE TABLE {name}.canary (song VARCHAR(64) NOT NULL) ENGINE=InnoDB;
                INSERT INTO {name}.canary VALUES ('{song}');
                """,
                "writing to the promoted server",
                cancellationToken);
        }

        await using var other = await MariaDbSession.OpenAsync(address, cancellationToken);
        var heard = await other.ScalarAsync(
            $"SELECT song FROM {name}.canary", "reading back from the promoted server", cancellationToken);
        if (heard != song)
        {
            throw new MeshException(
                "mariadb-failed", name,
                $"the promoted server gives back {heard ?? "NULL"}, not what was written",
                "look at the log of its storage engine");
        }

        await other.ExecuteAsync($"DROP DATABASE {name}", "removing what was written", cancellationToken);
    }

    private string Hex()
    {
        var bytes = new byte[8];
        random.GetBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
