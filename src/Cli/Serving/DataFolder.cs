using System.CommandLine;
using Mesh.Functions;

namespace Mesh.Cli.Serving;

/// <summary>
/// The folder in which an app keeps its state; every command that is about an app has the option.
/// </summary>
public static class DataFolder
{
    public static readonly Option<string?> Option = new("--data")
    {
        Description = "The data folder; else MESH_DATA, else mesh in the user's data directory",
        HelpName = "FOLDER",
    };

    /// <summary>The folder that a command is about, as an absolute path.</summary>
    public static string Of(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var given = parsed.GetValue(Option)
            ?? Environment.GetEnvironmentVariable(AppSettings.DataDirectoryName);
        return Path.GetFullPath(string.IsNullOrEmpty(given)
            ? Path.Combine(
                Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData,
                    Environment.SpecialFolderOption.DoNotVerify),
                "mesh")
            : given);
    }
}
