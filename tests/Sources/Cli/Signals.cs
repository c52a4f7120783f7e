namespace Mesh.Tests.Sources.Cli;

/// <summary>Numbers of signals on Linux.</summary>
internal static class Signals
{
    public const int Interrupt = 2;
    public const int Continue = 18;
    public const int Stop = 19;
}
