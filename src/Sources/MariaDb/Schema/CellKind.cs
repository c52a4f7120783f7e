namespace Mesh.Sources.MariaDb.Schema;

/// <summary>How the values of a column are read, hashed and written.</summary>
internal enum CellKind
{
    /// <summary>Signed integers.</summary>
    Signed,

    /// <summary>Unsigned integers, BIT, ENUM by number, SET by bits.</summary>
    Unsigned,

    /// <summary>FLOAT, asked for as DOUBLE: as text it would lose digits.</summary>
    Single,

    /// <summary>DOUBLE.</summary>
    Double,

    /// <summary>DECIMAL: digits that stand without quotes.</summary>
    Digits,

    /// <summary>Dates and times: ASCII in quotes.</summary>
    Time,

    /// <summary>INET4 and INET6: their text, hashed as bytes.</summary>
    Network,

    /// <summary>UUID: its text, hashed as bytes.</summary>
    Uuid,

    /// <summary>Text in its own character set.</summary>
    Text,

    /// <summary>BINARY, BLOB, GEOMETRY: bytes, written as hexadecimal digits.</summary>
    Bytes,
}
