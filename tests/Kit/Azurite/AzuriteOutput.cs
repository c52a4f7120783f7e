using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mesh.Tests.Kit.Azurite;

/// <summary>Keeps what the process last said, and its pipes empty.</summary>
internal sealed class AzuriteOutput
{
    private const int MostLines = 50;

    private readonly ConcurrentQueue<string> lines = new();

    public AzuriteOutput(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public override string ToString() => string.Join(Environment.NewLine, lines);

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        if (lines.Count > MostLines)
        {
            lines.TryDequeue(out _);
        }
    }
}
