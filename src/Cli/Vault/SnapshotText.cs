using System.Globalization;
using Mesh.Vault.Snapshots;

namespace Mesh.Cli.Vault;

/// <summary>A snapshot as the command line shows it.</summary>
internal static class SnapshotText
{
    /// <summary>For the JSON document.</summary>
    public static object Document(Snapshot snapshot) => new
    {
        Id = snapshot.Id.ToString(),
        ShortId = snapshot.Id.ToShortString(),
        Time = snapshot.Time.ToString(),
        Host = snapshot.Hostname,
        User = snapshot.Username,
        snapshot.Paths,
        snapshot.Tags,
        snapshot.Excludes,
        Tree = snapshot.Tree.ToString(),
        Parent = snapshot.Parent?.ToString(),
        Program = snapshot.ProgramVersion,
    };

    /// <summary>The time, to the second, in the offset in which it was recorded.</summary>
    public static string Time(Snapshot snapshot) =>
        snapshot.Time.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
