using System.Runtime.InteropServices;

namespace Mesh.Sources.Files.Linux;

/// <summary>The flags of <c>open</c>; two of them differ between processors.</summary>
internal static class OpenFlags
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NonBlocking = 0x800;
    public const int NoAccessTime = 0x40000;
    public const int CloseOnExec = 0x80000;

    private static readonly bool Arm =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    public static readonly int Directory = Arm ? 0x4000 : 0x10000;

    public static readonly int NoFollow = Arm ? 0x8000 : 0x20000;
}
