namespace Mesh.Domain.Sites;

/// <summary>
/// One life of a Mesh: from its first start, or from the rescue that brought its state to another machine,
/// until it is rescued itself. It signs its claims to epochs, so that the voters show which life spoke, and
/// one that was replaced and comes back finds there that it was.
/// </summary>
/// <param name="Id">Its own name, as <see cref="NewId"/> makes it.</param>
/// <param name="Replaced">The lives whose place it has taken, the newest first.</param>
public sealed record Incarnation(string Id, IReadOnlyList<string> Replaced)
{
    /// <summary>How many random bytes an id is made of.</summary>
    public const int IdBytes = 8;

    private const string Prefix = "mesh-";
    private const char Separator = '/';

    /// <summary>An id of random bytes.</summary>
    public static string NewId(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, IdBytes);
        return Prefix + Convert.ToHexStringLower(bytes);
    }

    /// <summary>Whether a text is an id.</summary>
    public static bool IsId(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == Prefix.Length + (2 * IdBytes)
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.Skip(Prefix.Length).All(char.IsAsciiHexDigitLower);
    }

    /// <summary>
    /// The incarnation that signed a claimer; null where none did: an agent that claims for its own site,
    /// or a Mesh from before there were incarnations.
    /// </summary>
    public static string? SignerOf(string claimer)
    {
        ArgumentNullException.ThrowIfNull(claimer);
        var end = claimer.IndexOf(Separator, StringComparison.Ordinal);
        return end > 0 && IsId(claimer[..end]) ? claimer[..end] : null;
    }

    /// <summary>A claimer without the signature; the same runbook's step is called the same in each
    /// life.</summary>
    public static string NameIn(string claimer) =>
        SignerOf(claimer) is { } signer ? claimer[(signer.Length + 1)..] : claimer;

    /// <summary>The claimer as this incarnation signs it.</summary>
    public string Sign(string name) => $"{Id}{Separator}{name}";

    /// <summary>
    /// Whether a claim was made by this life, by one whose place it has taken, or by nobody who signs.
    /// </summary>
    public bool Knows(string claimer) =>
        SignerOf(claimer) is not { } signer || signer == Id || Replaced.Contains(signer);
}
