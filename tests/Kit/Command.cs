using System.Diagnostics;

namespace Mesh.Tests.Kit;

/// <summary>Runs a program to its end.</summary>
public static class Command
{
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Passed as they are, without a shell.</param>
    /// <param name="environment">Added to this process's; a null value removes the variable.</param>
    /// <param name="workingFolder">Where it runs; null for this process's folder.</param>
    /// <param name="cancellationToken">Kills it and what it started.</param>
    public static async Task<CommandResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingFolder = null,
        CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)
            ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CommandResult(process.ExitCode, await output, await errors);
    }
}
