using System.Globalization;
using System.Text.Json;
using Mesh.Domain.Errors;

namespace Mesh.Runtime.Hosting;

/// <summary>
/// An object in a settings file, possibly absent; names are matched without regard to case.
/// </summary>
internal sealed class JsonSection
{
    private readonly string file;
    private readonly string path;
    private readonly Dictionary<string, JsonElement> members = new(StringComparer.OrdinalIgnoreCase);

    public JsonSection(string file, string path, JsonElement? element)
    {
        this.file = file;
        this.path = path;
        if (element is not { } present)
        {
            return;
        }

        if (present.ValueKind != JsonValueKind.Object)
        {
            throw Refuse(null, "an object");
        }

        foreach (var member in present.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }
    }

    public IEnumerable<string> Names => members.Keys;

    public JsonSection Section(string name) =>
        new(file, PathOf(name), members.TryGetValue(name, out var value) ? value : null);

    public string? Text(string name, Func<string, bool> isValid, string expected) =>
        !members.TryGetValue(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String && isValid(value.GetString()!) ? value.GetString()
        : throw Refuse(name, expected);

    public int? Number(string name, int least, int most) =>
        !members.TryGetValue(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            && number >= least && number <= most ? number
        : throw Refuse(name, $"a whole number from {least} to {most}");

    public TimeSpan? Time(string name, TimeSpan least, TimeSpan most) =>
        !members.TryGetValue(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String
            && TimeSpan.TryParseExact(value.GetString(), "c", CultureInfo.InvariantCulture, out var time)
            && time >= least && time <= most ? time
        : throw Refuse(name, $"a time from \"{least:c}\" to \"{most:c}\"");

    public MeshException Refuse(string? name, string expected)
    {
        var place = name is null ? path : PathOf(name);
        var found = name is not null && members.TryGetValue(
            name, out var value) ? value.GetRawText() : "missing";
        var cause = name is null ? $"{place} is not an object" : $"{place} is {found}";
        return new("bad-host-json", file, cause, $"expected: {expected}", ExitCode.BadInput);
    }

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
