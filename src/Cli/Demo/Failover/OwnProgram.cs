namespace Mesh.Cli.Demo.Failover;

/// <summary>How this program is started once more.</summary>
internal static class OwnProgram
{
    /// <summary>The command line of a verb.</summary>
    public static string[] Command(params string[] arguments)
    {
        var library = typeof(OwnProgram).Assembly.Location;
        var program = Path.ChangeExtension(library, null);
        return File.Exists(program) ? [program, .. arguments] : ["dotnet", library, .. arguments];
    }
}
