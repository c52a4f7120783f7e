using Mesh.Tests.Kit;

namespace Mesh.Tests.MariaDb.Dump;

/// <summary>Databases with everything that is easily lost, as statements.</summary>
internal static class Samples
{
    /// <summary>A table for each family of types: the ends of their ranges and what lies between.</summary>
    public static string EveryType => Read("every-type");

    /// <summary>Each kind of object, with what depends on the order in which they are made.</summary>
    public static string EveryObject => Read("every-object");

    /// <summary>Names that are hard to put into SQL, paths and scripts.</summary>
    public static string OddNames => Read("odd-names");

    private static string Read(string name) => File.ReadAllText(
        Path.Combine(RepositoryRoot.FullPath, "tests", "MariaDb", "Dump", "samples", $"{name}.sql"));
}
