namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>Types of columns as MariaDB's table maps number them.</summary>
internal enum ColumnType : byte
{
    Tiny = 1,
    Short = 2,
    Long = 3,
    Float = 4,
    Double = 5,
    Timestamp = 7,
    LongLong = 8,
    Int24 = 9,
    Date = 10,
    Time = 11,
    DateTime = 12,
    Year = 13,
    NewDate = 14,
    VarChar = 15,
    Bit = 16,
    Timestamp2 = 17,
    DateTime2 = 18,
    Time2 = 19,
    BlobCompressed = 140,
    VarCharCompressed = 141,
    NewDecimal = 246,
    Enum = 247,
    Set = 248,
    Blob = 252,
    String = 254,
    Geometry = 255,
}
