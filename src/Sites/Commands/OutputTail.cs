namespace Mesh.Sites.Commands;

/// <summary>Keeps the last of what a program says, however much it says.</summary>
internal sealed class OutputTail
{
    private const int MostLines = 10;
    private const int LongestLine = 400;

    private readonly Queue<string> _lines = new();
    private readonly Lock _lock = new();

    /// <summary>Reads to the end; lines without an end are cut, not gathered.</summary>
    public async Task ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[4096];
        var line = new System.Text.StringBuilder();
        int count;
        while ((count = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            foreach (var letter in buffer.AsSpan(0, count))
            {
                if (letter == '\n')
                {
                    Add(line.ToString());
                    line.Clear();
                }
                else if (line.Length < LongestLine)
                {
                    line.Append(char.IsControl(letter) ? ' ' : letter);
                }
            }
        }

        Add(line.ToString());
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join(" | ", _lines);
        }
    }

    private void Add(string line)
    {
        if (line.Trim() is not { Length: > 0 } said)
        {
            return;
        }

        lock (_lock)
        {
            _lines.Enqueue(said);
            if (_lines.Count > MostLines)
            {
                _lines.Dequeue();
            }
        }
    }
}
