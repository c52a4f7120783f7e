using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Catalog.Manifests;

/// <summary>
/// A YAML parser whose every failure is a <see cref="YamlException"/> with a place: the library's own fails
/// on some damaged texts with whatever exception its state leads to.
/// </summary>
internal sealed class GuardedParser(string text) : IParser
{
    private readonly Parser inner = new(new StringReader(text));

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        try
        {
            return inner.MoveNext();
        }
        catch (Exception failure) when (failure is not YamlException)
        {
            var place = inner.Current?.End ?? Mark.Empty;
            throw new YamlException(place, place, "what follows here cannot be read", failure);
        }
    }
}
