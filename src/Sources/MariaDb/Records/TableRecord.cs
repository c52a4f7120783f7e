using System.Globalization;
using System.Text.Json.Serialization;
using Mesh.Sources.MariaDb.Fingerprints;

namespace Mesh.Sources.MariaDb.Records;

/// <summary>A table of a dump.</summary>
public sealed record TableRecord
{
    public required string Database { get; init; }

    public required string Name { get; init; }

    public required string Engine { get; init; }

    public required long Rows { get; init; }

    /// <summary>The sum of the rows' hashes, 32 hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>Of its files.</summary>
    public required long Bytes { get; init; }

    /// <summary>The columns whose values are hashed, in order: those that are not generated.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The paths of its files of rows in the dump, in the order of the primary key.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Its rows and hash.</summary>
    [JsonIgnore]
    public TableFingerprint Fingerprint =>
        new(Rows, UInt128.Parse(Hash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    /// <summary>For people: <c>database.table</c>.</summary>
    public override string ToString() => $"{Database}.{Name}";
}
