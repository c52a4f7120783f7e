using System.CommandLine;

namespace Mesh.Cli.Client;

/// <summary>Who asks or decides.</summary>
internal static class By
{
    /// <summary>
    /// Not given it is whose key is used; with the data folder's key, the user who runs the command.
    /// </summary>
    public static readonly Option<string?> Option = new("--by")
    {
        Description = "Who asks or decides, for the audit trail; else whose key it is, or you",
        HelpName = "NAME",
    };
}
