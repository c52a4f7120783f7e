namespace Mesh.Domain.Measures;

/// <summary>What is measured over time.</summary>
public enum Metric
{
    /// <summary>Age of the consistency time of the newest point that counts, in seconds.</summary>
    Rpo,

    /// <summary>Length of a restore or of a phase of it, in seconds.</summary>
    Rto,

    /// <summary>Length of a backup or of a phase of it, in seconds.</summary>
    BackupTime,

    /// <summary>Bytes read from or written to the source each second.</summary>
    Throughput,
}
