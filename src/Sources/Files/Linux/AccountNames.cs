using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

namespace Mesh.Sources.Files.Linux;

/// <summary>Names of users and groups by number, asked for once each; empty where there is none.</summary>
internal sealed unsafe class AccountNames
{
    private const int Range = Errno.Range;

    private readonly ConcurrentDictionary<uint, string> _users = new();
    private readonly ConcurrentDictionary<uint, string> _groups = new();

    public string User(uint id) => _users.GetOrAdd(id, static id => Find(id, &Libc.GetPwUidR));

    public string Group(uint id) => _groups.GetOrAdd(id, static id => Find(id, &Libc.GetGrGidR));

    private static string Find(
        uint id, delegate*<uint, AccountEntry*, byte*, nuint, AccountEntry**, int> look)
    {
        for (var size = 4096; ; size *= 4)
        {
            var buffer = new byte[size];
            fixed (byte* start = buffer)
            {
                AccountEntry entry;
                AccountEntry* found;
                var error = look(id, &entry, start, (nuint)size, &found);
                if (error != Range)
                {
                    return error != 0 || found == null
                        ? ""
                        : Encoding.UTF8.GetString(
                            MemoryMarshal.CreateReadOnlySpanFromNullTerminated(found->Name));
                }
            }
        }
    }
}
