using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mesh.Catalog.Database.Migrations
{
    /// <inheritdoc />
    internal partial class PointPosition : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Position",
                table: "Points",
                type: "TEXT",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Position",
                table: "Points");
        }
    }
}
