using System.Globalization;
using Xunit.Abstractions;

namespace Mesh.Tests.Kit;

/// <summary>Random tests say with which seed they run; <c>MESH_SEED</c> in the environment replays
/// one.</summary>
public static class Seed
{
    public const string Variable = "MESH_SEED";

    /// <summary>A new seed, or the one of the environment; printed.</summary>
    public static int Next(ITestOutputHelper output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var seed = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        output.WriteLine($"seed {seed} (replay: {Variable}={seed})");
        return seed;
    }

    /// <summary>A generator with a new seed, or the one of the environment; printed.</summary>
    public static Random NewRandom(ITestOutputHelper output) => new(Next(output));
}
