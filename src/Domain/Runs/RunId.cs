using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;

namespace Mesh.Domain.Runs;

/// <summary>
/// Names a run everywhere: in the catalogue, as orchestration instance, in locks and messages. At most 100
/// characters of lower-case letters, digits, '.' and '-', so that every store and queue takes it as it is.
/// </summary>
public sealed record RunId
{
    private const int Longest = 100;

    private RunId(string value) => Value = value;

    /// <summary>The id itself.</summary>
    public string Value { get; }

    /// <summary>
    /// The id of a scheduled run: the same component and occurrence always give the same id.
    /// </summary>
    public static RunId Scheduled(ComponentAddress component, DateTimeOffset occurrence) =>
        new(string.Create(
            CultureInfo.InvariantCulture,
            $"{component.System}.{component.Component}.{occurrence.ToUniversalTime():yyyyMMdd-HHmmss}"));

    /// <summary>The id of a scheduled proof, which may be due together with a backup.</summary>
    public static RunId ScheduledProof(ComponentAddress component, DateTimeOffset occurrence) =>
        new($"{Scheduled(component, occurrence).Value}-proof");

    /// <summary>The id of a run that somebody asked for.</summary>
    /// <param name="component">What the run works on.</param>
    /// <param name="now">When it was asked for.</param>
    /// <param name="random">Gives the four bytes that tell runs of the same second apart.</param>
    public static RunId Requested(
        ComponentAddress component, DateTimeOffset now, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[4];
        random.GetBytes(bytes);
        return new RunId($"{Scheduled(component, now).Value}-{Convert.ToHexStringLower(bytes)}");
    }

    /// <summary>The id of a run that a runbook or a cycle asks for: the same for the same name.</summary>
    /// <param name="component">What the run works on.</param>
    /// <param name="at">When it was asked for.</param>
    /// <param name="name">Names it; any text.</param>
    public static RunId Named(ComponentAddress component, DateTimeOffset at, string name) =>
        new($"{Scheduled(component, at).Value}-"
            + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 4)));

    /// <summary>Reads an id.</summary>
    public static Parsed<RunId> Read(string text) =>
        text.Length is > 0 and <= Longest && text.All(IsAllowed)
            ? new RunId(text)
            : new Problem($"'{text}' is not the id of a run", "'mesh runs' lists them");

    /// <summary>As <see cref="Read"/>, but throws a <see cref="MeshException"/>.</summary>
    public static RunId Parse(string text) => Read(text).OrThrow("invalid-run-id", text);

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsAllowed(char letter) =>
        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-';
}
