using System.Text.RegularExpressions;
using Mesh.Domain.Errors;

namespace Mesh.Runtime.Hosting;

/// <summary>Fills settings into the attributes of functions: <c>%NAME%</c>.</summary>
internal sealed partial class Settings(Func<string, string?> lookUp)
{
    public string? Find(string name) => lookUp(name) is { Length: > 0 } value ? value : null;

    /// <param name="subject">Who asks, for the error.</param>
    /// <param name="text">What may name settings.</param>
    public string Resolve(string subject, string text) => Reference().Replace(text, match =>
    {
        var name = match.Groups[1].Value;
        return Find(name) ?? throw new MeshException(
            "missing-setting", subject, $"'{text}' names the setting {name}, which is not set",
            $"set the environment variable {name}", ExitCode.BadInput);
    });

    /// <summary>Timers run in UTC unless the host is told of a zone.</summary>
    public TimeZoneInfo TimerZone()
    {
        const string Name = "WEBSITE_TIME_ZONE";
        if (Find(Name) is not { } id)
        {
            return TimeZoneInfo.Utc;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : throw new MeshException(
            "bad-time-zone", $"setting {Name}", $"'{id}' is not a known time zone",
            "use a name of the tz database, such as Europe/Berlin", ExitCode.BadInput);
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference();
}
