using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>A part of a lost transaction.</summary>
internal abstract record LostPart
{
    /// <summary>A statement as its client wrote it.</summary>
    public sealed record Statement(LogEvent Source, QueryEvent Query) : LostPart;

    /// <summary>The rows that one statement changed.</summary>
    /// <param name="Events">Table maps and rows, as they are in the log.</param>
    /// <param name="Changes">What they change; as far as it can be read.</param>
    /// <param name="Doubt">Why it cannot be written as statements; empty otherwise.</param>
    public sealed record Rows(
        IReadOnlyList<LogEvent> Events, IReadOnlyList<LostChange> Changes, string Doubt) : LostPart
    {
        /// <summary>What the session that wrote them had switched off (<see cref="RowsEvent"/>).</summary>
        public ushort Flags { get; init; }

        /// <summary>The tables, by the numbers that the log gives them here.</summary>
        public required IReadOnlyDictionary<ulong, LostTable> Tables { get; init; }
    }
}
