namespace Mesh.Tests.App.Traffic;

/// <summary>What became of a write, as its client saw it.</summary>
internal enum WriteFate
{
    /// <summary>Its commit was sent, and no answer has come: it may be there.</summary>
    Unknown,

    /// <summary>It was refused, or broke off before its commit: it is not there.</summary>
    Failed,

    /// <summary>Its commit was answered: it must be there for good.</summary>
    Acknowledged,
}
