using System.Reflection;

namespace Mesh.Tests.Runtime.Api;

/// <summary>
/// The nullability of each part of a type, in the order in which the compiler records it. The framework's own
/// reader mixes a type parameter's mark up with its constraint.
/// </summary>
internal sealed class NullableMarks
{
    private const byte Nullable = 2;

    private readonly byte[] marks;
    private int next;

    private NullableMarks(byte[] marks) => this.marks = marks;

    /// <summary>A parameter (a method's returned value is one too) or a property.</summary>
    /// <param name="place">Where the type is used.</param>
    /// <param name="around">
    /// The member that it is part of, then its type: their mark holds where there is none.
    /// </param>
    public static NullableMarks Of(ICustomAttributeProvider place, MemberInfo around)
    {
        if (Find(place, "NullableAttribute") is { } own)
        {
            return new(own);
        }

        for (var member = around; member is not null; member = member.DeclaringType)
        {
            if (Find(member, "NullableContextAttribute") is { } context)
            {
                return new(context);
            }
        }

        return new([0]);
    }

    /// <summary>Whether the next part is marked as nullable.</summary>
    public bool Next() => (marks.Length == 1 ? marks[0] : marks[next++]) == Nullable;

    private static byte[]? Find(ICustomAttributeProvider place, string attribute)
    {
        var data = place switch
        {
            ParameterInfo parameter => parameter.GetCustomAttributesData(),
            MemberInfo member => member.GetCustomAttributesData(),
            _ => [],
        };
        var argument = data.FirstOrDefault(
            one => one.AttributeType.Name == attribute)?.ConstructorArguments[0];
        return argument?.Value switch
        {
            byte all => [all],
            IReadOnlyList<CustomAttributeTypedArgument> each => [.. each.Select(one => (byte)one.Value!)],
            _ => null,
        };
    }
}
