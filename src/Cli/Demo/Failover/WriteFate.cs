namespace Mesh.Cli.Demo.Failover;

/// <summary>What a client knows of its write.</summary>
internal enum WriteFate
{
    /// <summary>The connection broke before the answer came.</summary>
    Unknown,

    /// <summary>The server said that it is done.</summary>
    Acknowledged,

    /// <summary>The server said that it is not, or it never got there.</summary>
    Failed,
}
