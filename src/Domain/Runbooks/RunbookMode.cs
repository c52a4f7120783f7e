namespace Mesh.Domain.Runbooks;

/// <summary>Whether the old production takes part.</summary>
public enum RunbookMode
{
    /// <summary>It answers: it is stopped in good order, and nothing is lost.</summary>
    Planned,

    /// <summary>It may not answer: evidence is gathered that it cannot write.</summary>
    Unplanned,
}
