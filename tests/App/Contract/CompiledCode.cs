using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Mesh.Tests.App.Contract;

/// <summary>What an assembly's code calls, as its tables of metadata have it (ECMA-335, II.22).</summary>
internal static class CompiledCode
{
    // Stand in for the parameters of generic code of the assembly's own, which its callers fill.
    private static readonly Type[] Open = [.. Enumerable.Repeat(typeof(Unknown), 8)];

    /// <summary>The generic methods that are called, each with the types it is called with.</summary>
    public static IEnumerable<MethodBase> GenericCalls(Assembly assembly) =>
        Tokens(assembly, TableIndex.MethodSpec)
            .Select(token => assembly.ManifestModule.ResolveMethod(token, Open, Open)!)
            .Where(method => !method.GetGenericArguments().Contains(typeof(Unknown)));

    /// <summary>The members of other assemblies that are used.</summary>
    public static IEnumerable<MemberInfo> MembersUsed(Assembly assembly) =>
        Tokens(assembly, TableIndex.MemberRef)
            .Select(token => assembly.ManifestModule.ResolveMember(token, Open, Open)!);

    private static IEnumerable<int> Tokens(Assembly assembly, TableIndex table)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var rows = file.GetMetadataReader().GetTableRowCount(table);
        return Enumerable.Range(1, rows).Select(row => ((int)table << 24) | row);
    }

    private sealed record Unknown;
}
