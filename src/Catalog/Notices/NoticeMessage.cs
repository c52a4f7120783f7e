namespace Mesh.Catalog.Notices;

/// <summary>One message, which may hold many notices.</summary>
/// <param name="Id">The same each time it is sent.</param>
/// <param name="System">Whose notices it holds.</param>
/// <param name="Target">Who is told.</param>
/// <param name="Attempts">How often it was sent in vain.</param>
/// <param name="Subject">What it is about, in one line.</param>
/// <param name="Text">What it says: one notice as it is, many by their subjects.</param>
public sealed record NoticeMessage(
    string Id, string System, string Target, int Attempts, string Subject, string Text);
