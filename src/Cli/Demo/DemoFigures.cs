namespace Mesh.Cli.Demo;

/// <summary>What one run of the demo moved, and how long it took.</summary>
/// <param name="Files">Files of the recovery point, or files restored.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Seconds">From the begin of the run to its end, verification included.</param>
public sealed record DemoFigures(long Files, long Bytes, double Seconds)
{
    /// <summary>A backup: files read because they were new or had changed.</summary>
    public long? FilesRead { get; init; }

    /// <summary>A backup: what the vault grew by.</summary>
    public long? BytesAdded { get; init; }
}
