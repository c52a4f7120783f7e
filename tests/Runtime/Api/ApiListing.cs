namespace Mesh.Tests.Runtime.Api;

/// <summary>
/// The recorded public API of the real libraries: for each type its header and its members.
/// </summary>
internal sealed class ApiListing
{
    private readonly Dictionary<string, HashSet<string>> membersByHeader = [];

    private ApiListing()
    {
    }

    public static ApiListing Read(string file)
    {
        var listing = new ApiListing();
        HashSet<string> members = [];
        foreach (var line in File.ReadLines(file).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == ' ')
            {
                members.Add(line.Trim());
            }
            else
            {
                listing.membersByHeader[WithoutInterfaces(line)] = members = [];
            }
        }

        return listing;
    }

    /// <summary>What the type or its members declare and the listing has not.</summary>
    public IEnumerable<string> FindStrangers(Type type)
    {
        var header = $"{type.Namespace}: {TypeText.Header(type)}";
        return !membersByHeader.TryGetValue(header, out var members)
            ? [header]
            : MemberText.AllOf(type).Where(member => !members.Contains(member))
                .Select(member => $"{header}: {member}");
    }

    // By its name an interface is told from a base class: I and another capital.
    private static string WithoutInterfaces(string header)
    {
        var parts = header.Split(" : ");
        if (parts.Length == 1)
        {
            return header;
        }

        var parent = parts[1].Split(", ")[0];
        return parent.Length > 1 && parent[0] == 'I' && char.IsUpper(parent[1])
            ? parts[0]
            : $"{parts[0]} : {parent}";
    }
}
