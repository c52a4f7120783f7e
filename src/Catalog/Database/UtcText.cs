using System.Globalization;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Mesh.Catalog.Database;

/// <summary>
/// Instants as text of one width in UTC, so that SQLite sorts and compares them and people can read them.
/// </summary>
internal sealed class UtcText() : ValueConverter<DateTimeOffset, string>(
    instant => Write(instant), text => Read(text))
{
    private const string Form = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    public static string Write(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    private static DateTimeOffset Read(string text) => DateTimeOffset.ParseExact(
        text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
