namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>How a value lies in a row of the log, and which value for the hash it is.</summary>
internal enum CellLayout
{
    /// <summary>Little-endian, two's complement.</summary>
    Signed,

    /// <summary>Little-endian; the number of an ENUM's value and the bits of a SET too.</summary>
    Unsigned,

    /// <summary>BIT: big-endian.</summary>
    Bits,

    Single,

    Double,

    /// <summary>Years since 1900 in one byte; 0 is the year 0.</summary>
    Year,

    /// <summary>The same, of a column that shows two digits.</summary>
    ShortYear,

    /// <summary>Groups of nine decimal digits, the first bit flipped.</summary>
    Decimal,

    /// <summary>The same, of a column that is filled up with zeros.</summary>
    FilledDecimal,

    Date,

    /// <summary>Times as MySQL 5.6 writes them: big-endian fields, then digits of a second.</summary>
    Time,

    /// <inheritdoc cref="Time"/>
    DateTime,

    /// <inheritdoc cref="Time"/>
    Timestamp,

    /// <summary>Times as they were before: decimal digits in a little-endian number.</summary>
    OldTime,

    /// <inheritdoc cref="OldTime"/>
    OldDateTime,

    /// <inheritdoc cref="OldTime"/>
    OldTimestamp,

    /// <summary>MariaDB's own times with digits of a second: one big-endian number of mixed radix.</summary>
    FineTime,

    /// <inheritdoc cref="FineTime"/>
    FineDateTime,

    /// <inheritdoc cref="FineTime"/>
    FineTimestamp,

    /// <summary>Length and bytes.</summary>
    Bytes,

    /// <summary>The same, without the zeros that the column has at its end.</summary>
    Padded,

    /// <summary>Length, a byte that says how it is compressed, bytes.</summary>
    Compressed,
}
