using System.Globalization;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Segments;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Capture;

/// <summary>What a server says of its log before it sends it.</summary>
internal sealed class SourceLog(string subject, uint serverId, IReadOnlyDictionary<string, long> files)
{
    public uint ServerId { get; } = serverId;

    public static async Task<SourceLog> AskAsync(
        ServerConnection connection, string subject, CancellationToken cancellationToken)
    {
        var id = (await connection.QueryAsync("SELECT @@server_id", cancellationToken))[0][0]!;
        var rows = await connection.QueryAsync("SHOW BINARY LOGS", cancellationToken);
        return new SourceLog(subject, uint.Parse(id, CultureInfo.InvariantCulture),
            rows.ToDictionary(row => row[0]!, row => long.Parse(row[1]!, CultureInfo.InvariantCulture)));
    }

    public bool Has(string file) => files.ContainsKey(file);

    /// <exception cref="LogBrokenException">The position is not in the server's log.</exception>
    public void Require(LogPosition position)
    {
        if (!files.TryGetValue(position.File, out var size))
        {
            var number = LogFileName.NumberOf(position.File);
            var purged = files.Count > 0 && files.Keys.All(file => LogFileName.NumberOf(file) > number);
            throw new LogBrokenException(purged ? LogBreak.Purged : LogBreak.Reset, subject,
                $"the server has no {position.File} any more; it has {Summary()}");
        }

        if (size < position.Offset)
        {
            throw new LogBrokenException(LogBreak.Replaced, subject,
                $"{position.File} has {size} bytes, {position.Offset} were read before");
        }
    }

    /// <exception cref="LogBrokenException">Another server wrote what we hold.</exception>
    public void RequireSameServer(LogSegment tail)
    {
        if (tail.ServerId != ServerId)
        {
            throw new LogBrokenException(LogBreak.Replaced, subject,
                $"server {ServerId} answers, server {tail.ServerId} wrote what we hold");
        }
    }

    /// <summary>Magic and format description of a file, on a connection of their own.</summary>
    public static async Task<byte[]> ReadFileHeaderAsync(
        ServerConnection connection,
        string file,
        BinlogStreamOptions options,
        string subject,
        CancellationToken cancellationToken)
    {
        var start = (uint)EventReader.Magic.Length;
        var log = await BinlogStream.StartAsync(connection, file, start, options, cancellationToken);
        while (await log.ReadAsync(cancellationToken) is { } bytes)
        {
            var next = LogEvent.Read(bytes, subject);
            if (next.Type == EventType.FormatDescription && next.Header.EndPosition != 0)
            {
                return [.. EventReader.Magic, .. bytes.Span];
            }
        }

        throw new DamagedLogException($"{subject}, {file}", "the file has no format description");
    }

    private string Summary() => files.Count == 0
        ? "none"
        : $"{files.Keys.MinBy(LogFileName.NumberOf)} to {files.Keys.MaxBy(LogFileName.NumberOf)}";
}
