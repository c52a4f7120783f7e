using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Networks;
using Mesh.Tests.Kit.Traffic;

namespace Mesh.Tests.Kit.Requirements;

/// <summary>Tells whether this machine has what a test needs.</summary>
public static class Requirement
{
    /// <summary>The reason to skip, or null to run.</summary>
    public static string? Missing(Needs needs)
    {
        var reasons = new List<string>();
        if (needs.HasFlag(Needs.Azurite) && AzuriteServer.Missing is { } azurite)
        {
            reasons.Add(azurite);
        }

        if (needs.HasFlag(Needs.Restic) && OnPath("restic") is null)
        {
            reasons.Add("restic is not on the PATH (apt-get install restic)");
        }

        if (needs.HasFlag(Needs.Root) && !Environment.IsPrivilegedProcess)
        {
            reasons.Add("needs root");
        }

        if (needs.HasFlag(Needs.MariaDb) && MariaDbServer.Missing is { } mariaDb)
        {
            reasons.Add(mariaDb);
        }

        if (needs.HasFlag(Needs.Haproxy) && TrafficPrograms.Missing("haproxy") is { } haproxy)
        {
            reasons.Add(haproxy);
        }

        if (needs.HasFlag(Needs.Bind) && TrafficPrograms.Missing("named") is { } named)
        {
            reasons.Add(named);
        }

        if (needs.HasFlag(Needs.Networks) && TinyNetwork.Missing is { } networks)
        {
            reasons.Add(networks);
        }

        if (needs.HasFlag(Needs.WallClocks) && WallClock.Missing is { } clock)
        {
            reasons.Add(clock);
        }

        return reasons.Count == 0 ? null : string.Join("; ", reasons);
    }

    /// <summary>The program's full path, or null.</summary>
    public static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
