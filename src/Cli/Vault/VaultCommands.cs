using System.CommandLine;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault</c>: works on a repository with nothing but its store and its password.</summary>
public static class VaultCommands
{
    /// <summary>Adds <c>vault</c> and its verbs.</summary>
    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        root.Add(new Command("vault", "Work on a repository with only its store and password, offline")
        {
            VaultOptions.Repository,
            VaultOptions.PasswordFile,
            InitCommand.Create(),
            BackupCommand.Create(),
            SnapshotsCommand.Create(),
            LsCommand.Create(),
            FindCommand.Create(),
            DiffCommand.Create(),
            DumpCommand.Create(),
            StatsCommand.Create(),
            RestoreCommand.Create(),
            ForgetCommand.Create(),
            PruneCommand.Create(),
            CheckCommand.Create(),
            KeyCommand.Create(),
            UnlockCommand.Create(),
        });
    }
}
