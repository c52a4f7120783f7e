using System.Reflection;
using System.Runtime.CompilerServices;

namespace Mesh.Runtime.Functions.Discovery;

/// <summary>
/// Inputs and results pass through more than one serializer in Azure. These types are the ones that come out
/// of another serializer changed, or not at all.
/// </summary>
internal static class PayloadRules
{
    /// <summary>The first thing in the type that must not travel, or null.</summary>
    public static string? FindProblem(Type type) => Find(type, type.Name, []);

    private static string? Find(Type type, string path, HashSet<Type> seen)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Refused(type) is { } refused)
        {
            return $"{path} is {refused}, which another serializer changes: send text or a record instead";
        }

        if (IsSimple(type) || !seen.Add(type))
        {
            return null;
        }

        if (ElementOf(type) is { } element)
        {
            return Find(element, $"{path}[]", seen);
        }

        if (type.IsInterface || type.IsAbstract)
        {
            return $"{path} is an interface or abstract, of which nothing can be read back";
        }

        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => Find(property.PropertyType, $"{path}.{property.Name}", seen))
            .FirstOrDefault(problem => problem is not null);
    }

    private static string? Refused(Type type) => type switch
    {
        _ when type == typeof(decimal) => "a decimal",
        _ when type == typeof(object) => "an object",
        _ when type == typeof(byte[]) => "a byte[]",
        _ when typeof(ITuple).IsAssignableFrom(type) => "a tuple",
        _ => null,
    };

    private static bool IsSimple(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type.Namespace == nameof(System);

    private static Type? ElementOf(Type type)
    {
        if (type.IsArray)
        {
            return type.GetElementType();
        }

        var isCollection = type.IsGenericType
            && type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true;
        return isCollection ? type.GetGenericArguments()[^1] : null;
    }
}
