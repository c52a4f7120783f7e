using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;
using Mesh.Sites.Commands;

namespace Mesh.Sites.Databases;

/// <summary>One MariaDB server beside an agent, as the agent's owner declares it.</summary>
public sealed record MariaDbPartOptions
{
    /// <summary>The component's name.</summary>
    public required string Component { get; init; }

    /// <summary>
    /// The server and an account of it with SUPER, READ_ONLY ADMIN, REPLICATION SLAVE ADMIN, RELOAD and
    /// SHUTDOWN; to rejoin with a receipt also REPLICATION SLAVE and BINLOG MONITOR, SELECT on all databases,
    /// and ALL on <c>mesh_rejoin</c>.
    /// </summary>
    public required DatabaseConnection Connection { get; init; }

    /// <summary>
    /// By the site's name: that site's server and the account with REPLICATION SLAVE that this one replicates
    /// as. Over TCP only.
    /// </summary>
    public required IReadOnlyDictionary<string, DatabaseConnection> Peers { get; init; }

    /// <summary>
    /// A file that the server's configuration includes last, by <c>!include</c>, and that is Mesh's alone:
    /// what the server is after a restart. An absolute path; its folder is the agent's to write and the
    /// server's to read. Mesh keeps what it knows of the role beside it.
    /// </summary>
    public required string RoleFile { get; init; }

    /// <summary>
    /// Where receipts are kept of what this server had and its successor lacks, for the agent's account only.
    /// An absolute path; null: <c>receipts</c> beside the role file.
    /// </summary>
    public string? ReceiptFolder { get; init; }

    /// <summary>
    /// Ends the server at once, as SIGKILL does, and ends with 0 once it is gone or was gone. A graceful stop
    /// is not enough: the server would answer the clients that wait.
    /// </summary>
    public required DeclaredCommand Kill { get; init; }

    /// <summary>Starts the server, and ends with 0 if it runs already.</summary>
    public required DeclaredCommand Start { get; init; }

    public ReplicationMode Mode { get; init; } = ReplicationMode.Async;

    /// <summary>With <see cref="ReplicationMode.SemiSync"/>.</summary>
    public StandbyLoss OnStandbyLoss { get; init; } = StandbyLoss.Block;

    /// <summary>
    /// With <see cref="StandbyLoss.Degrade"/>: how long a write waits. At least a millisecond.
    /// </summary>
    public TimeSpan DegradeAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the server may take to answer after its start.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one order to follow, hold or catch up may take; it can be given again.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(30);
}
