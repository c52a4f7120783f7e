using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Input;

/// <summary>Help at every command, whatever else was or was not given.</summary>
public class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("demo")]
    [InlineData("serve")]
    [InlineData("system apply")]
    [InlineData("system advise")]
    [InlineData("system status")]
    [InlineData("system downtime")]
    [InlineData("system show")]
    [InlineData("backup run")]
    [InlineData("points")]
    [InlineData("restore")]
    [InlineData("runs")]
    [InlineData("incidents")]
    [InlineData("audit verify")]
    [InlineData("self-backup")]
    [InlineData("rescue")]
    [InlineData("source check")]
    [InlineData("vault backup")]
    [InlineData("vault restore")]
    public async Task Every_command_explains_itself_and_its_exit_codes(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var result = await Command.RunAsync(ServerProcess.Program, [.. words, "--help"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Errors);
        Assert.Contains($"mesh {command}".TrimEnd(), result.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes:", result.Output, StringComparison.Ordinal);
    }
}
