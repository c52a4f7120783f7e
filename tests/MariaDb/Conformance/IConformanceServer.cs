using Mesh.Sources.Databases;

namespace Mesh.Tests.MariaDb.Conformance;

/// <summary>
/// What <see cref="DatabaseEngineConformance"/> needs to do to a server of an engine, by other means than the
/// engine's. The databases: <c>bank</c> with <c>account</c> (every committed state has the same sum, and each
/// balance follows from the entries) and <c>entry</c>, and <c>notes</c> with some megabytes of text.
/// </summary>
public interface IConformanceServer
{
    /// <summary>As an account that may do everything.</summary>
    DatabaseLogin Login { get; }

    /// <summary>A place where nobody listens.</summary>
    DatabaseLogin Unreachable { get; }

    /// <summary>With a password that is wrong.</summary>
    DatabaseLogin Refused { get; }

    /// <summary>An account that may log in and nothing else.</summary>
    Task<DatabaseLogin> WithoutPrivilegesAsync();

    /// <summary>Removes all databases but the server's own.</summary>
    Task ClearAsync();

    /// <summary>Makes the databases.</summary>
    /// <param name="seed">Makes the text of the notes another one.</param>
    Task MakeAsync(int seed);

    /// <summary>Commits one transfer between accounts.</summary>
    /// <returns>The transaction, as ends of replays name it.</returns>
    Task<string> TransferAsync(Random random);

    /// <summary>Commits transfers, one after the other, until it is stopped.</summary>
    Task TransferAsync(Random random, CancellationToken cancellationToken);

    /// <summary>Where the server's log ends now, as ends of replays name it.</summary>
    Task<string> FindPositionAsync();

    /// <summary>Waits until commits get a later time in the log than all before.</summary>
    /// <returns>The latest time that those before may have.</returns>
    Task<DateTimeOffset> TickAsync();

    /// <summary>All that the databases hold, as text that is equal where they are.</summary>
    Task<string> ReadAsync();

    /// <summary>Whether the accounts have the sum, and the balances, that the entries say.</summary>
    Task<bool> IsBalancedAsync();

    /// <summary>Changes one value in <c>bank.account</c>.</summary>
    Task DamageAsync();

    /// <summary>How many sessions others have on the server.</summary>
    Task<int> CountSessionsAsync();

    /// <summary>Changes the definition of a table of notes; fails where somebody holds it.</summary>
    Task ChangeDefinitionAsync();

    /// <summary>Makes the log's past go away.</summary>
    Task BreakLogAsync();
}
