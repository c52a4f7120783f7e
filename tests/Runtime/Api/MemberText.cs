using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Mesh.Tests.Runtime.Api;

/// <summary>Writes members as C# source declares them.</summary>
internal static class MemberText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly HashSet<string> Usual =
    [
        nameof(Equals), nameof(GetHashCode), nameof(ToString), "Deconstruct", "op_Equality", "op_Inequality",
    ];

    /// <summary>What the type itself declares and others can see.</summary>
    public static IEnumerable<string> AllOf(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [];
        }

        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {(int)Enum.Parse(type, name)}");
        }

        return type.GetConstructors(Declared).Where(IsSeen).Select(Of)
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic).Select(Of))
            .Concat(type.GetProperties(Declared)
                .Where(property => property.GetAccessors(nonPublic: true).Any(IsVisible)
                    && property.GetCustomAttribute<CompilerGeneratedAttribute>() is null
                    && property.Name != "EqualityContract")
                .Select(Of))
            .Concat(type.GetMethods(Declared)
                .Where(method => IsSeen(method) && !Usual.Contains(method.Name)
                    && (!method.IsSpecialName || method.Name == "op_Implicit"))
                .Select(Of));
    }

    public static string Of(MethodInfo method)
    {
        var returned = TypeText.Of(method.ReturnType, NullableMarks.Of(method.ReturnParameter, method));
        if (method.Name == "op_Implicit")
        {
            return $"public static implicit operator {returned}({Parameters(method)})";
        }

        var generic = method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeText.Of))}>"
            : "";
        var constraints = string.Concat(method.GetGenericArguments().Select(Constraint));
        return $"{Modifiers(method)}{returned} {method.Name}{generic}({Parameters(method)}){constraints}";
    }

    private static string Of(ConstructorInfo constructor)
    {
        var name = constructor.DeclaringType!.Name.Split('`')[0];
        return $"{Access(constructor)} {name}({Parameters(constructor)})";
    }

    private static string Of(FieldInfo field) => field.IsLiteral
        ? $"public const {TypeText.Of(field.FieldType)} {field.Name} = {Literal(field.GetRawConstantValue())}"
        : $"public static readonly {TypeText.Of(field.FieldType)} {field.Name}";

    private static string Of(PropertyInfo property)
    {
        var seen = property.GetAccessors(nonPublic: true).Where(IsVisible).ToList();
        var type = TypeText.Of(property.PropertyType, NullableMarks.Of(property, property.DeclaringType!));
        var accessors = string.Concat(
            property.GetMethod is { } get && IsVisible(get) ? "get; " : "",
            property.SetMethod is { } set && IsVisible(set) ? IsInit(set) ? "init; " : "set; " : "");
        return $"{Modifiers(seen[0])}{type} {property.Name} {{ {accessors}}}";
    }

    private static string Parameters(MethodBase method)
    {
        var isExtension = method.GetCustomAttribute<ExtensionAttribute>() is not null;
        return string.Join(", ", method.GetParameters().Select(parameter =>
        {
            var prefix = isExtension && parameter.Position == 0 ? "this "
                : parameter.GetCustomAttribute<ParamArrayAttribute>() is not null ? "params "
                : "";
            var type = TypeText.Of(parameter.ParameterType, NullableMarks.Of(parameter, method));
            var suffix = parameter.HasDefaultValue ? $" = {Default(parameter)}" : "";
            return $"{prefix}{type} {parameter.Name}{suffix}";
        }));
    }

    private static string Default(ParameterInfo parameter) =>
        parameter.DefaultValue is null && parameter.ParameterType.IsValueType
        && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? "default"
            : Literal(parameter.DefaultValue);

    private static string Literal(object? value) => value switch
    {
        null => "null",
        true => "true",
        false => "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Constraint(Type parameter)
    {
        List<string> all = [.. parameter.GetGenericParameterConstraints().Select(TypeText.Of)];
        if (parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            all.Insert(0, "class");
        }

        return all.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", all)}";
    }

    private static string Modifiers(MethodInfo method)
    {
        if (method.DeclaringType!.IsInterface)
        {
            return "";
        }

        var kind = method.IsStatic ? "static "
            : method.IsAbstract ? "abstract "
            : method.GetBaseDefinition().DeclaringType != method.DeclaringType ? "override "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual "
            : "";
        return $"{Access(method)} {kind}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static bool IsInit(MethodInfo set) =>
        set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static bool IsVisible(MethodBase method) =>
        method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsSeen(MethodBase method) =>
        IsVisible(method)
            && method.GetCustomAttribute<CompilerGeneratedAttribute>() is null && method.Name[0] != '<';
}
