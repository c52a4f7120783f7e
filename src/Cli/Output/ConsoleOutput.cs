using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mesh.Domain.Errors;
using Mesh.Sources.Progress;

namespace Mesh.Cli.Output;

/// <summary>
/// Where a command writes. With <c>--json</c> standard output gets exactly one document, also when the
/// command fails; without it, text and tables go to standard output, warnings and progress to standard error.
/// </summary>
public sealed class ConsoleOutput(
    TextWriter standardOutput, TextWriter standardError, bool json, TimeProvider time)
{
    /// <summary>The form of every JSON document the command line prints or reads.</summary>
    public static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly Lock _writing = new();
    private bool _documentWritten;

    /// <summary>True when the command must print one JSON document and nothing else.</summary>
    public bool Json => json;

    /// <summary>Prints a line for people; silent with <c>--json</c>.</summary>
    public void WriteLine(string line = "")
    {
        if (!json)
        {
            lock (_writing)
            {
                standardOutput.WriteLine(line);
            }
        }
    }

    /// <summary>Prints a table for people; silent with <c>--json</c>.</summary>
    public void WriteTable(TextTable table)
    {
        if (!json)
        {
            lock (_writing)
            {
                table.WriteTo(standardOutput, coloured: !Console.IsOutputRedirected);
            }
        }
    }

    /// <summary>Prints the one document of a command with <c>--json</c>; silent without it.</summary>
    public void WriteDocument<T>(T document)
    {
        if (!json)
        {
            return;
        }

        lock (_writing)
        {
            if (_documentWritten)
            {
                throw new InvalidOperationException(
                    "A command prints one JSON document; this would be the second.");
            }

            _documentWritten = true;
            standardOutput.WriteLine(JsonSerializer.Serialize(document, JsonOptions));
            standardOutput.Flush();
        }
    }

    /// <summary>
    /// Tells of something the operator should know, on standard error; silent with <c>--json</c>.
    /// </summary>
    public void Warn(string message)
    {
        if (!json)
        {
            lock (_writing)
            {
                standardError.WriteLine(message);
            }
        }
    }

    /// <summary>
    /// Prints why the command failed and gives its exit code. With <c>--json</c> the error is the document,
    /// unless the command has printed its own already.
    /// </summary>
    public int Fail(MeshException error)
    {
        if (!json)
        {
            lock (_writing)
            {
                var named = error.Message.StartsWith("mesh", StringComparison.Ordinal);
                standardError.WriteLine(named ? error.Message : $"mesh: {error.Message}");
            }
        }
        else if (!_documentWritten)
        {
            WriteDocument(new
            {
                error = new { error.Code, error.Subject, error.Cause, error.Hint, error.ExitCode },
            });
        }

        return error.ExitCode;
    }

    /// <summary>
    /// Shows how far something long has come, on standard error, until the result is disposed: one line
    /// redrawn on a terminal from the third second on, a plain line now and then elsewhere; nothing with
    /// <c>--json</c>.
    /// </summary>
    public IAsyncDisposable ShowProgress(string verb, Func<TransferReading> read) =>
        ShowProgress(elapsed => ProgressText.Format(verb, read(), elapsed));

    /// <inheritdoc cref="ShowProgress(string, Func{TransferReading})"/>
    /// <param name="line">What to show, for how long it has taken.</param>
    public IAsyncDisposable ShowProgress(Func<TimeSpan, string> line) =>
        json
            ? ProgressDisplay.Silent
            : new ProgressDisplay(standardError, _writing, redraw: !Console.IsErrorRedirected, time, line);
}
