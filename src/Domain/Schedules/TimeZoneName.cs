using Mesh.Domain.Errors;

namespace Mesh.Domain.Schedules;

/// <summary>A time zone by its IANA name, as <c>Europe/Berlin</c>, known to this machine.</summary>
public sealed record TimeZoneName
{
    private readonly TimeZoneInfo zone;

    private TimeZoneName(string value, TimeZoneInfo zone)
    {
        Value = value;
        this.zone = zone;
    }

    /// <summary>Coordinated universal time.</summary>
    public static TimeZoneName Utc { get; } = new("UTC", TimeZoneInfo.Utc);

    /// <summary>The IANA name.</summary>
    public string Value { get; }

    /// <summary>Reads an IANA name.</summary>
    public static Parsed<TimeZoneName> Read(string text) =>
        text == "UTC" ? Utc
        : text.Contains('/', StringComparison.Ordinal)
            && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var found)
            ? new TimeZoneName(text, found)
            : new Problem(
                $"'{text}' is not a time zone of this machine",
                "use an IANA name such as Europe/Berlin, or UTC");

    /// <summary>As <see cref="Read"/>, but throws a <see cref="MeshException"/>.</summary>
    public static TimeZoneName Parse(string text) => Read(text).OrThrow("invalid-time-zone", text);

    /// <summary>The rules of the zone.</summary>
    public TimeZoneInfo ToTimeZoneInfo() => zone;

    /// <summary>The same instant with the zone's wall-clock time.</summary>
    public DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone);

    /// <inheritdoc/>
    public bool Equals(TimeZoneName? other) => other is not null && Value == other.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
