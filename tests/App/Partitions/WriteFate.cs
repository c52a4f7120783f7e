namespace Mesh.Tests.App.Partitions;

/// <summary>What a client knows of its write.</summary>
internal enum WriteFate
{
    /// <summary>No answer came: it may be there.</summary>
    Unknown,

    /// <summary>The server said that it is there.</summary>
    Acknowledged,

    /// <summary>The server said that it takes no writes.</summary>
    Refused,
}
