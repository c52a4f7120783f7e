namespace Mesh.Orchestrations.Standbys;

/// <summary>A component that is woken.</summary>
/// <param name="Component">Its name.</param>
/// <param name="Target">
/// A database: the standby's server, with a reference to its password. Files: the directory that they are
/// restored to. Empty for hosts.
/// </param>
/// <param name="Fill">Whether it is brought forward from the vault.</param>
public sealed record CyclePart(string Component, string Target, bool Fill)
{
    /// <summary>Of hosts: what a standby of them runs; 0 where that is not declared.</summary>
    public int Capacity { get; init; }

    /// <summary>Whether it is files, which nothing has to wake.</summary>
    public bool IsFiles { get; init; }

    /// <summary>Whether it holds a database.</summary>
    public bool IsDatabase => Target.Length > 0 && !IsFiles;
}
