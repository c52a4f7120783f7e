using System.Runtime.InteropServices;

namespace Mesh.Sources.Files.Linux;

/// <summary>
/// The start of <c>struct passwd</c> and <c>struct group</c>, which is the name, with room for the rest.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal unsafe struct AccountEntry
{
    public byte* Name;
}
