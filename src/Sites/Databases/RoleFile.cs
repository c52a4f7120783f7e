using Mesh.Domain.Standbys;
using System.Globalization;
using System.Text;

namespace Mesh.Sites.Databases;

/// <summary>
/// The options that make a server what it is from its start on, before any client can reach it (MariaDB
/// documentation, "Configuring MariaDB with Option Files" and "Semisynchronous Replication").
/// </summary>
/// <param name="options">The server.</param>
internal sealed class RoleFile(MariaDbPartOptions options)
{
    private bool IsSemiSynchronous => options.Mode == ReplicationMode.SemiSync;

    /// <summary>Writes the options of a role; they hold from the server's next start.</summary>
    /// <param name="role">What it is to be.</param>
    /// <param name="armed">Whether it acknowledges, or acknowledged, nothing without a standby.</param>
    public void Write(ServerRole role, bool armed = false) =>
        DurableFile.Write(options.RoleFile, TextOf(role, armed));

    /// <summary>Whether the file is as <see cref="Write"/> leaves it.</summary>
    public bool Says(ServerRole role) =>
        File.Exists(options.RoleFile)
        && (File.ReadAllText(options.RoleFile) is var text)
        && (text == TextOf(role, armed: true) || text == TextOf(role, armed: false));

    private string TextOf(ServerRole role, bool armed)
    {
        var text = new StringBuilder("# Written by Mesh, replaced with every change of the role.\n[mariadbd]\n");
        foreach (var (name, value) in OptionsOf(role, armed))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}={value}\n");
        }

        return text.ToString();
    }

    private IEnumerable<(string Name, string Value)> OptionsOf(ServerRole role, bool armed)
    {
        var isPrimary = role == ServerRole.Primary;
        yield return ("read_only", isPrimary ? "0" : "1");

        // Of an account that read_only does not bind, root's among them, every transaction is read-only too
        // unless it asks for another. A replica could not apply its primary's so.
        yield return ("transaction_read_only", role == ServerRole.Fenced ? "1" : "0");

        // With SLAVE, recovery drops what was not committed everywhere instead of committing it: right where
        // the standby has all that was acknowledged, and a loss where it may not.
        yield return ("init_rpl_role", role == ServerRole.Fenced && armed ? "SLAVE" : "MASTER");

        // Threads that start by themselves throw the received but not applied away; we apply that first.
        yield return ("skip_slave_start", "1");
        if (!IsSemiSynchronous)
        {
            yield break;
        }

        yield return ("rpl_semi_sync_master_enabled", isPrimary ? "1" : "0");
        yield return ("rpl_semi_sync_slave_enabled", isPrimary ? "0" : "1");
        yield return ("sync_relay_log", "1");
        if (isPrimary)
        {
            foreach (var (name, value) in SemiSync.Settings(options, armed))
            {
                yield return (name, value);
            }
        }
    }
}
