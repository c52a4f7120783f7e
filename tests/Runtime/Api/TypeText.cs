namespace Mesh.Tests.Runtime.Api;

/// <summary>Writes types as C# source does, with the nullability that the compiler has recorded.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(double)] = "double",
    };

    public static string Of(Type type, NullableMarks marks)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value, marks) + "?";
        }

        var isMarked = (!type.IsValueType || type.IsGenericType) && marks.Next();
        var mark = isMarked ? "?" : "";
        if (type.GetElementType() is { } element)
        {
            return $"{Of(element, marks)}[]{mark}";
        }

        return type.IsGenericType
            ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(part => Of(part, marks)))}>{mark}"
            : Of(type) + mark;
    }

    public static string Of(Type type) => Keywords.TryGetValue(type, out var keyword) ? keyword
        : type.IsGenericType ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>"
        : type.Name;

    /// <summary>
    /// With what it is and its base class; interfaces are left out, since not all have to be declared.
    /// </summary>
    public static string Header(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = MemberText.Of(type.GetMethod("Invoke")!);
            return "public delegate " + invoke["public virtual ".Length..].Replace(
                " Invoke(", $" {Of(type)}(");
        }

        var isRecord = type.GetMethod("<Clone>$") is not null;
        var kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : isRecord ? "record"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        var parent = type.BaseType is { } above
            && above != typeof(object)
                && above != typeof(ValueType) && above != typeof(Enum) ? $" : {Of(above)}" : "";
        return $"public {kind} {Of(type)}{parent}";
    }

    private static string Bare(Type type) => type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
}
